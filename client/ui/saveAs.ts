/** Long enough for any browser to have taken over the bytes. */
const KEPT_MS = 60_000;

/** Gives a file to the person, as a download would. */
export function saveAs(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
