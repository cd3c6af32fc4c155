import { parentPort } from 'node:worker_threads';
import type { AnyFace } from '../../shared/cascade/faces.ts';
import { forecast } from '../../shared/cascade/forecast.ts';
import { LIVE } from '../../shared/cascade/live.ts';
import type { FromThread, Question, ToThread } from './messages.ts';
import { warningsOf, type Step } from './warnings.ts';

const port = parentPort!;
let faces: AnyFace[] = [];
let steps: Step[] = [];

port.on('message', (message: ToThread) => {
  if (message.kind === 'faces') {
    for (const face of message.faces) faces.push(face);
  } else if (message.kind === 'step') steps.push(message.step);
  else {
    const said = answered(message.question);
    faces = [];
    steps = [];
    port.postMessage(said, said.kind === 'answer' ? [said.bytes.buffer] : []);
  }
});

function answered(question: Question): FromThread {
  try {
    // Of a size of its own: what is handed over with its memory must not take a shared one along.
    const text = Buffer.from(JSON.stringify(made(question)));
    return { kind: 'answer', bytes: new Uint8Array(text) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function made(question: Question): object {
  if (question.kind === 'forecast') return forecast(faces, question.now, { ...LIVE, ...question.options });
  const { from, now, me, about } = question;
  return { ...about, from, now, warnings: warningsOf({ faces, from, steps, now, me }) };
}
