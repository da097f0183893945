import createClient from 'openapi-fetch';
import { toApiError } from './errors';
import { freshToken, hostAuthorises } from './host';
import type { paths } from './schema.gen';

const retryHeader = 'X-Shopify-Retry-Invalid-Session-Request';
const requestTimeoutMs = 20_000;

// App Bridge's own interceptor adds the token and repeats a refused request.
// Where it is switched off we do the same, once: an ID token lives a minute,
// so a request may meet its end.
async function send(request: Request): Promise<Response> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(requestTimeoutMs)]);
  if (hostAuthorises()) return window.fetch(request, { signal });
  const again = request.clone();
  const response = await window.fetch(await withToken(request), { signal });
  if (response.status !== 401 || !response.headers.has(retryHeader)) return response;
  return window.fetch(await withToken(again), { signal });
}

async function withToken(request: Request): Promise<Request> {
  const token = await freshToken();
  if (token) request.headers.set('Authorization', `Bearer ${token}`);
  return request;
}

export const client = createClient<paths>({ baseUrl: window.location.origin, fetch: send });

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of an answer; throws an ApiError for every refusal. */
export async function unwrap<T>(outcome: Promise<Outcome<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await outcome;
  if (!response.ok || data === undefined || data === null) throw toApiError(response, error);
  return data;
}

/** Waits for an answer that has no body; throws an ApiError for every refusal. */
export async function done(outcome: Promise<Outcome<unknown>>): Promise<void> {
  const { error, response } = await outcome;
  if (!response.ok) throw toApiError(response, error);
}

/** Fetches a file and hands it to the browser to be saved under a name. */
export async function saveFile(path: string, name: string): Promise<void> {
  const url = URL.createObjectURL(await fetchFile(path));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Fetches a file with the token on it; a plain link could not carry one. */
async function fetchFile(path: string): Promise<Blob> {
  const response = await send(new Request(new URL(path, window.location.origin)));
  if (!response.ok) {
    const body: unknown = await response.json().catch(() => undefined);
    throw toApiError(response, body);
  }
  return response.blob();
}
