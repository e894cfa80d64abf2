/** Figures of parts of the bench that were not measured this time stay, if they are of the same machine. */
import { ENGINES } from '../browser/engine.ts';
import type { BenchRecord, EngineBench } from './trust-records.ts';

/** Lays `measured` over `known`, the record as it was; what another machine or version has measured goes. */
export function layOverRecord(known: BenchRecord | null, measured: BenchRecord): BenchRecord {
  if (!known || !isSameMachine(known, measured)) return measured;
  const engines = ENGINES.flatMap((name) => {
    const ofName = ({ engine }: EngineBench) => engine === name;
    return layOverEngine(known.engines.find(ofName), measured.engines.find(ofName)) ?? [];
  });
  return { ...known, ...measured, engines };
}

function isSameMachine(a: BenchRecord, b: BenchRecord): boolean {
  return a.cores === b.cores && a.node === b.node && a.playwright === b.playwright;
}

function layOverEngine(
  known: EngineBench | undefined,
  measured: EngineBench | undefined,
): EngineBench | undefined {
  if (!known || !measured) return known ?? measured;
  const isSame = known.build === measured.build && known.version === measured.version;
  return isSame ? { ...known, ...measured } : measured;
}
