import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';

/** How far a report looks back, in days. */
export const periods = [7, 30, 90] as const;
export type Period = (typeof periods)[number];

export const bookingReportQuery = (from: string) =>
  queryOptions({
    queryKey: ['bookingReport', from],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/booking-report', { params: { query: { from } }, signal })),
    placeholderData: keepPreviousData,
  });
