import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, done, unwrap } from '../../api/client';
import type { Home } from '../../api/types';

const refreshMs = 10_000;

export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/home', { signal })),
  refetchInterval: refreshMs,
});

/** Hides or shows the set-up guide, at once and for good. */
export function useDismissSetup() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (dismissed: boolean) => done(client.PUT('/api/admin/home/setup', { body: { dismissed } })),
    onMutate: (dismissed) => {
      queries.setQueryData<Home>(homeQuery.queryKey, (old) => old && { ...old, setup: { ...old.setup, dismissed } });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: homeQuery.queryKey }),
  });
}
