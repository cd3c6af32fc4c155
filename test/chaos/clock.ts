import type { Outcome, Records } from '../../shared/protocol/down.ts';
import { Dice } from '../support/historiesDice.ts';
import { RawReader } from '../wire/rawReader.ts';
import { report, until, WirePlace, WireScreen } from '../wire/wire.support.ts';
import { Follower } from './follower.ts';
import type { Report } from './report.ts';

const HOUR = 3_600_000;

/**
 * The server's clock jumps by hours, forward and back, while people work: they stay signed in, their commands are taken,
 * their screens are level, a session that is ended ends, and a reader that stands still is cut.
 */
export async function clockJumps(jumps: number, seed: number): Promise<Report> {
  const dice = new Dice(seed);
  const place = await WirePlace.open();
  const losses = { refused: 0, notLevel: 0, gaps: 0, signedOut: 0, notRevoked: 0, notCut: 0 };
  const followers: Follower[] = [];
  let commands = 0;
  try {
    const writer = await place.person(['coordinator', 'owner', 'liaison']);
    const readers = [await place.person(['viewer'], 1), await place.person(['viewer'], 2)];
    for (const [person, { token }] of readers.entries()) {
      const follower = new Follower({ operation: place.operation, person, token, url: () => place.url });
      followers.push(follower);
      void follower.run();
    }
    const socket = place.connect(writer);
    await until('all have joined', () => followers.every(({ joined }) => joined));
    for (let jump = 0; jump < jumps; jump++) {
      // Less than a session's day in all, so that nobody's ends by itself.
      const target = (dice.below(2 * 9 * 60) - 9 * 60) * 60_000;
      place.ahead = target + dice.below(1000);
      for (let n = 0; n < 12; n++) {
        const message = { operation: place.operation, ...report() };
        const outcome = (await socket.timeout(5000).emitWithAck('command', message)) as Outcome;
        commands += 1;
        if (outcome.outcome !== 'accepted') losses.refused += 1;
      }
      for (const [index, reader] of readers.entries()) {
        const level = async () => {
          const answer = await place.http(reader, 'GET', `/operations/${place.operation}/snapshot`);
          if (answer.status !== 200) losses.signedOut += 1;
          return followers[index]!.shows(((await answer.json()) as { records: Records }).records);
        };
        await until('level', level, 4000).catch(() => (losses.notLevel += 1));
      }
      // A session ended now is felt now, whatever the clock was when it was looked at last.
      const leaver = await place.person(['viewer'], 1);
      const screen = new WireScreen(place.connect(leaver), place.operation);
      await screen.join();
      place.ahead -= dice.below(5) * HOUR;
      await place.app.sessions.revoke(leaver.sessionId);
      const told = () => screen.disconnectedAt !== undefined;
      await until('signed out', told, 1500).catch(() => (losses.notRevoked += 1));
      if ((await place.http(leaver, 'GET', '/session')).status !== 401) losses.notRevoked += 1;
    }
    // Set back while somebody's frames wait: they wait no longer than they would have.
    const { token } = await place.person(['viewer'], 1);
    const still = await RawReader.join(place.port, token, place.operation);
    still.stopReading();
    const filler = 'x'.repeat(4900);
    await place.send(
      writer,
      Array.from({ length: 60 }, () => report({ description: filler })),
    );
    place.ahead -= 5 * HOUR;
    const before = await place.connections();
    const cut = async () => {
      await place.send(
        writer,
        Array.from({ length: 20 }, () => report({ description: filler })),
      );
      return (await place.connections()) < before;
    };
    await until('it is cut', cut, 12_000).catch(() => (losses.notCut += 1));
    still.close();
    losses.gaps = followers.reduce((sum, { gaps }) => sum + gaps, 0);
    const links = followers.reduce((sum, one) => sum + one.links, 0);
    return { counts: { jumps, commands, links, hoursEachWay: 9, troubles: place.troubles.length }, losses };
  } finally {
    for (const follower of followers) follower.stop();
    await place.close();
  }
}
