// The store admin around us, as far as App Bridge shows it. Everything here
// also works without a host, so that the panel can be opened on its own.

export interface Host {
  idToken?: () => Promise<string>;
  config?: { disabledFeatures?: string[]; locale?: string };
  loading?: (on: boolean) => void;
  scopes?: {
    query: () => Promise<{ granted: string[] }>;
    request: (scopes: string[]) => Promise<{ result: 'granted-all' | 'declined-all' }>;
  };
  /** Lets the merchant choose products or collections; nothing when they cancel. */
  resourcePicker?: (options: {
    type: 'product' | 'collection';
    multiple: boolean;
    filter: { variants: boolean };
    selectionIds: { id: string }[];
  }) => Promise<{ id: string }[] | undefined>;
}

declare global {
  interface Window {
    shopify?: Host;
  }
}

export function host(): Host | undefined {
  return window.shopify;
}

/** Tells whether App Bridge itself puts the ID token on our requests. */
export function hostAuthorises(): boolean {
  const h = host();
  return h !== undefined && !(h.config?.disabledFeatures ?? []).includes('fetch');
}

/** A fresh ID token from the host, or nothing where there is no host. */
export async function freshToken(): Promise<string | undefined> {
  return host()?.idToken?.();
}
