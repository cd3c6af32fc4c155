import { parentPort, workerData } from 'node:worker_threads';
import type { FromWorker, ToWorker, WorkerData } from './sqliteMessages.ts';
import { isDamaged } from './sqliteDatabase.ts';
import { SqliteReader } from './sqliteReader.ts';
import { SqliteWriter } from './sqliteWriter.ts';

const { role, directory, pageLimit } = workerData as WorkerData;
const port = parentPort!;
const say = (message: FromWorker) => port.postMessage(message);

try {
  if (role === 'writer') serveWriter(new SqliteWriter(directory, pageLimit));
  else serveReader(new SqliteReader(directory));
  say({ kind: 'ready' });
} catch (error) {
  say({ kind: 'cannot-open', message: error instanceof Error ? error.message : String(error) });
  port.close();
}

function serveWriter(writer: SqliteWriter): void {
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'write') {
      say({ kind: 'written', answers: writer.run(message.writes) });
      writer.checkpointWhenDue();
    } else if (message.kind === 'close') {
      writer.close();
      port.close();
    }
  });
}

function serveReader(reader: SqliteReader): void {
  port.on('message', (message: ToWorker) => {
    if (message.kind === 'read') {
      try {
        say({ kind: 'read', id: message.id, value: reader.run(message.read) });
      } catch (error) {
        const words = error instanceof Error ? error.message : String(error);
        say({ kind: 'read-failed', id: message.id, message: words, damaged: isDamaged(error) });
      }
    } else if (message.kind === 'close') {
      reader.close();
      port.close();
    }
  });
}
