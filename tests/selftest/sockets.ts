/** What processes hold outside themselves: sockets that listen, and displays. Linux alone can tell. */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

export interface ListeningSocket {
  /** Names the socket for good; its port may be another's tomorrow. */
  inode: string;
  /** As /proc/net has it: hexadecimal, each 32-bit word in the byte order of the machine. */
  address: string;
  port: number;
}

const LISTEN = '0A';
const X_SOCKETS = '/tmp/.X11-unix';

/** Every TCP socket of the machine that listens, in the order of /proc/net. */
export function allListening(): ListeningSocket[] {
  return ['tcp', 'tcp6'].flatMap((table) =>
    read(`/proc/net/${table}`)
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
        const [address = '', port = ''] = local.split(':');
        return state === LISTEN ? [{ inode, address, port: parseInt(port, 16) }] : [];
      }),
  );
}

/** Those of the given processes. */
export function listeningOf(pids: readonly number[]): ListeningSocket[] {
  const inodes = new Set(pids.flatMap(socketsOf));
  return allListening().filter(({ inode }) => inodes.has(inode));
}

/** Whether an address of /proc/net is 127.0.0.0/8 or ::1, mapped or not. */
export function isLoopback(address: string): boolean {
  return /^(0{16}FFFF0000)?[0-9A-F]{6}7F$|^0{24}01000000$/.test(address);
}

/** Files of the X displays that the given processes serve. */
export function displaysOf(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(socketsOf));
  return read('/proc/net/unix')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , , , , inode = '', path = '']) => inodes.has(inode) && path.startsWith(`${X_SOCKETS}/X`))
    .map(([, , , , , , , path = '']) => path);
}

function socketsOf(pid: number): string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
