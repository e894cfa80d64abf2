/** How far a run is, in one line: per project, tests per second, time left. */

interface Project {
  total: number;
  done: number;
  failed: number;
}

/** Seconds over which the speed is measured, so that a slow start is soon forgotten. */
const WINDOW = 20;

export class Progress {
  readonly #projects = new Map<string, Project>();
  /** When tests ended, in milliseconds; those of the last seconds. */
  #recent: number[] = [];

  /** One more test that will be run. */
  expect(project: string): void {
    this.#of(project).total++;
  }

  /** A test has ended, at a time in milliseconds. */
  count(project: string, failed: boolean, now: number): void {
    const one = this.#of(project);
    one.done++;
    if (failed) one.failed++;
    this.#recent.push(now);
  }

  get done(): number {
    return this.#sum(({ done }) => done);
  }

  get total(): number {
    return this.#sum(({ total }) => total);
  }

  /** `chromium 12/40 ✕1  webkit 0/40  8/s  0:09 left` */
  line(now: number): string {
    const projects = [...this.#projects].map(([name, { total, done, failed }]) =>
      [name, `${done}/${total}`, ...(failed > 0 ? [`✕${failed}`] : [])].join(' '),
    );
    this.#recent = this.#recent.filter((time) => now - time < WINDOW * 1000);
    const [first] = this.#recent;
    const seconds = first === undefined ? 0 : (now - first) / 1000;
    const speed = seconds >= 1 ? (this.#recent.length - 1) / seconds : 0;
    const left =
      speed > 0 && this.done < this.total ? [`${clock((this.total - this.done) / speed)} left`] : [];
    return [...projects, ...(speed > 0 ? [`${speed.toFixed(speed < 10 ? 1 : 0)}/s`] : []), ...left].join(
      '  ',
    );
  }

  #of(project: string): Project {
    const one = this.#projects.get(project) ?? { total: 0, done: 0, failed: 0 };
    this.#projects.set(project, one);
    return one;
  }

  #sum(of: (project: Project) => number): number {
    return [...this.#projects.values()].reduce((sum, project) => sum + of(project), 0);
  }
}

/** Seconds as `m:ss`. */
export function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
