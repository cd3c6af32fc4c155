/** The longer side of a photo as it is sent, in pixels. */
export const LONGEST_SIDE = 1600;
const QUALITY = 0.82;

/** The size that fits; never larger than it was. */
export function fitted(width: number, height: number, longest = LONGEST_SIDE): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * Drawn upright on a canvas and written anew as JPEG: small enough for 2G, and without what the camera wrote beside the
 * picture (place, time, serial number). Undefined when this device cannot read the file.
 */
export async function smallerPhoto(file: Blob): Promise<Blob | undefined> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const { width, height } = fitted(picture.width, picture.height);
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const pen = canvas.getContext('2d');
    if (!pen) return undefined;
    // What was transparent would become black.
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, width, height);
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(picture, 0, 0, width, height);
    picture.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
    return blob ?? undefined;
  } catch {
    return undefined;
  }
}
