import { queryOptions } from '@tanstack/react-query';
import { client, unwrap } from './client';

/** The levels by name, for those who choose among them. */
export const levelNamesQuery = queryOptions({
  queryKey: ['levelNames'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/levels', { signal })),
  select: (ladder) => ladder.settings?.levels ?? [],
  staleTime: 60_000,
});
