import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';
import type { Backfill } from '../../api/types';

const runningMs = 2_000;
const restingMs = 60_000;

export const backfillQuery = queryOptions({
  queryKey: ['backfill'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/backfill', { signal })),
  refetchInterval: (query) => (query.state.data?.running ? runningMs : restingMs),
});

function useWish(wish: () => Promise<Backfill>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: wish,
    onSuccess: (now) => queries.setQueryData(backfillQuery.queryKey, now),
    // Somebody else may have been faster: look again.
    onError: () => queries.invalidateQueries({ queryKey: backfillQuery.queryKey }),
  });
}

export const useStart = () => useWish(() => unwrap(client.POST('/api/admin/backfill')));
export const useStop = () => useWish(() => unwrap(client.DELETE('/api/admin/backfill')));
