import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, unwrap } from './client';
import type { paths } from './schema.gen';

type Page = paths['/api/admin/redemptions']['get']['responses'][200]['content']['application/json'];
export type Redemption = NonNullable<Page['items']>[number];
export type RedemptionQuery = NonNullable<paths['/api/admin/redemptions']['get']['parameters']['query']>;

const refreshMs = 15_000;

export const redemptionsQuery = (query: RedemptionQuery) =>
  queryOptions({
    queryKey: ['redemptions', query],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/redemptions', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

/** Gives a redemption's points back, or tries its effect again. */
export function useDecide() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, wish }: { id: string; wish: 'return' | 'retry' }) =>
      wish === 'return'
        ? unwrap(client.POST('/api/admin/redemptions/{id}/return', { params: { path: { id } } }))
        : unwrap(client.POST('/api/admin/redemptions/{id}/retry', { params: { path: { id } } })),
    onSettled: () =>
      Promise.all([queries.invalidateQueries({ queryKey: ['redemptions'] }), queries.invalidateQueries({ queryKey: ['contact'] })]),
  });
}
