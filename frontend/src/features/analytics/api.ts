import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';

/** How far a report looks back, in days. */
export const periods = [30, 90, 365] as const;
export type Period = (typeof periods)[number];

export const analyticsQuery = (from: string) =>
  queryOptions({
    queryKey: ['analytics', from],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/analytics', { params: { query: { from } }, signal })),
    placeholderData: keepPreviousData,
  });
