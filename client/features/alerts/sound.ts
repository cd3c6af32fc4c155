import type { Severity } from '../../../shared/domain/vocabulary.ts';

/** Hertz and seconds: the worse, the higher and the more often. Minor things make no sound. */
const PATTERNS: Record<Severity, readonly number[]> = {
  1: [],
  2: [520],
  3: [660, 660],
  4: [880, 660, 880, 660, 880],
};
const BEEP_SECONDS = 0.14;
const GAP_SECONDS = 0.08;

let context: AudioContext | undefined;

/** Browsers let a page sound only after a gesture; until then the context is suspended. */
export function isBlocked(): boolean {
  context ??= new AudioContext();
  return context.state === 'suspended';
}

export async function enable(): Promise<boolean> {
  context ??= new AudioContext();
  await context.resume();
  return context.state === 'running';
}

export function play(severity: Severity): void {
  if (!context || context.state !== 'running') return;
  let at = context.currentTime + 0.02;
  for (const hertz of PATTERNS[severity]) {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.type = severity === 4 ? 'square' : 'sine';
    tone.frequency.value = hertz;
    // A soft start and end: a hard edge clicks.
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(severity === 4 ? 0.12 : 0.1, at + 0.015);
    volume.gain.setValueAtTime(severity === 4 ? 0.12 : 0.1, at + BEEP_SECONDS - 0.03);
    volume.gain.linearRampToValueAtTime(0, at + BEEP_SECONDS);
    tone.connect(volume).connect(context.destination);
    tone.start(at);
    tone.stop(at + BEEP_SECONDS);
    at += BEEP_SECONDS + GAP_SECONDS;
  }
}
