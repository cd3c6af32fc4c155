import { useTocsin } from '../tocsin.ts';

/** Where an attachment's bytes are read: authorised anew on each read. */
export function useAttachmentAddress(id: string | undefined): string | undefined {
  const operation = useTocsin((state) => state.operationId);
  return operation && id ? `/api/v1/operations/${operation}/attachments/${id}` : undefined;
}

export const ACCEPTED_FILES = 'image/jpeg,image/png,image/webp,application/pdf,text/plain';
export const isImage = (mediaType: string): boolean => mediaType.startsWith('image/');
