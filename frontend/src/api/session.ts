import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { client, unwrap } from './client';
import type { Session } from './types';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/session', { signal })),
  staleTime: Infinity,
});

/** The shop and the program; loaded once, before the first page is shown. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data;
}
