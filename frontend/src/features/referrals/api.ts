import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';
import type { paths } from '../../api/schema.gen';
import type { Referral, ReferralSettings } from '../../api/types';

export type { Referral, ReferralSettings };
export type ReferralTerms = ReferralSettings['terms'];
type Change = paths['/api/admin/referral-settings']['put']['requestBody']['content']['application/json'];
export type Judgement = paths['/api/admin/referrals/{id}/review']['post']['requestBody']['content']['application/json'];
export type Verdict = Judgement['verdict'];
export type ReferralQuery = NonNullable<paths['/api/admin/referrals']['get']['parameters']['query']>;

/** The most that the server takes. */
export const pointsMax = 1_000_000;
export const waitMax = 365;
export const capMax = 1_000_000_000;
export const noteMax = 500;

const refreshMs = 15_000;

// What is being edited must not be replaced under the editor's hands.
export const settingsQuery = queryOptions({
  queryKey: ['referral-settings'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/referral-settings', { signal })),
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  refetchOnMount: 'always',
  gcTime: 0,
});

export const referralsQuery = (query: ReferralQuery) =>
  queryOptions({
    queryKey: ['referrals', query],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/referrals', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

export function useSaveTerms() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Change) => unwrap(client.PUT('/api/admin/referral-settings', { body })),
    onSuccess: (saved) => {
      queries.setQueryData(settingsQuery.queryKey, saved);
      return queries.invalidateQueries({ queryKey: ['programme'] }); // it has a new version
    },
  });
}

/** What staff make of a recommendation within a household. It may move points of both. */
export function useJudge(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Judgement) => unwrap(client.POST('/api/admin/referrals/{id}/review', { params: { path: { id } }, body })),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['referrals'] }),
        queries.invalidateQueries({ queryKey: ['contact'] }),
        queries.invalidateQueries({ queryKey: ['home'] }),
      ]),
  });
}
