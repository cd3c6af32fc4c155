/** Builds dist/client when it is absent or older than its sources; false when there is no client that fits. */
export function ensureClientBuilt(options?: { readonly always?: boolean }): Promise<boolean>;
