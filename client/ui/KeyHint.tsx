/** A key to press, drawn as one. The keys of a sequence are separated by a space. */
export function KeyHint({ keys }: { keys: string }) {
  return (
    <span className="t-keys" aria-hidden="true">
      {keys.split(' ').map((key, index) => (
        <kbd key={`${index}${key}`}>{key}</kbd>
      ))}
    </span>
  );
}
