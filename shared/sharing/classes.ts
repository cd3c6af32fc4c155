import type { Audience } from './audience.ts';

type Answer = string | boolean | undefined;
type Question = (reader: Audience) => Answer;
/** Asks about a reader. Two questions under one label have one answer: it is asked once. */
export type Ask = <T extends Answer>(label: string, question: (reader: Audience) => T) => T;

/** All that there is to be known of one reader. */
export const asking =
  (audience: Audience): Ask =>
  (_label, question) =>
    question(audience);

/** A question with what follows from each answer; at the end of the questions, what such readers are given. */
interface Asked<Given> {
  question?: Question;
  readonly answers: Map<Answer, Asked<Given>>;
  end?: { readonly given: Given };
}

/**
 * A sharing class is whoever is answered alike. What somebody is given follows from the answers to a few questions about
 * them; the next reader of whom they are all the same is given the very same.
 */
export class SharingClasses<Given> {
  readonly #first: Asked<Given> = { answers: new Map() };

  of(audience: Audience, make: (ask: Ask) => Given): Given {
    let at: Asked<Given> | undefined = this.#first;
    while (at?.question) at = at.answers.get(at.question(audience));
    if (at?.end) return at.end.given;
    return this.#made(audience, make);
  }

  /** What is asked next follows from what was answered, so the questions of all readers form one tree. */
  #made(audience: Audience, make: (ask: Ask) => Given): Given {
    let end = this.#first;
    const known = new Map<string, Answer>();
    const ask = (label: string, question: Question): Answer => {
      if (known.has(label)) return known.get(label);
      const answer = question(audience);
      known.set(label, answer);
      end.question ??= question;
      let next = end.answers.get(answer);
      if (!next) end.answers.set(answer, (next = { answers: new Map() }));
      end = next;
      return answer;
    };
    const given = make(ask as Ask);
    end.end = { given };
    return given;
  }
}
