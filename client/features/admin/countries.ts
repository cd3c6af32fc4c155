const ALPHABET = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Private use and pseudo regions that Unicode names, but that are nobody's country. */
const NOBODYS = new Set(['EZ', 'QO', 'XA', 'XB', 'ZZ']);

/** Every country that Unicode names in a language, by name; `EU` and `UN` among them, for international organisations. */
export function countriesIn(language: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  return (
    ALPHABET.flatMap((first) => ALPHABET.map((second) => first + second))
      // A code that has another one today (BU, now MM) is that country a second time.
      .filter((code) => !NOBODYS.has(code) && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`)
      .flatMap((code) => {
        const label = names.of(code);
        return label === undefined ? [] : [{ value: code, label: `${label} (${code})` }];
      })
      .sort((a, b) => a.label.localeCompare(b.label, language))
  );
}
