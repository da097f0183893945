import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';
import type { paths } from '../../api/schema.gen';

export type RewardBody = paths['/api/admin/rewards']['post']['requestBody']['content']['application/json'];
export type RewardSettings = RewardBody['settings'];
type Listed = paths['/api/admin/rewards']['get']['responses'][200]['content']['application/json'];
export type Reward = NonNullable<Listed['rewards']>[number];
type KindList = paths['/api/admin/reward-kinds']['get']['responses'][200]['content']['application/json'];
export type RewardKind = NonNullable<KindList['kinds']>[number];

export const rewardsQuery = queryOptions({
  queryKey: ['rewards'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/rewards', { signal })),
});

export const rewardKindsQuery = queryOptions({
  queryKey: ['reward-kinds'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/reward-kinds', { signal })),
  staleTime: Infinity,
});

/** What a reward without a name would be called. */
export const rewardNameQuery = (kind: string, params: Record<string, string>) =>
  queryOptions({
    queryKey: ['reward-name', kind, params],
    queryFn: ({ signal }) => unwrap(client.POST('/api/admin/reward-name', { body: { kind, params }, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

/** Saves a new reward, or a changed one where an id is given. */
export function useSaveReward(id?: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: RewardBody) =>
      id
        ? unwrap(client.PUT('/api/admin/rewards/{id}', { params: { path: { id } }, body }))
        : unwrap(client.POST('/api/admin/rewards', { body })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['rewards'] }),
  });
}

export function useDeleteReward() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(client.DELETE('/api/admin/rewards/{id}', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['rewards'] }),
  });
}
