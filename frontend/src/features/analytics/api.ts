import { keepPreviousData, queryOptions, useMutation } from '@tanstack/react-query';
import { client, saveFile, unwrap } from '../../api/client';

/** How far a report looks back, in days. */
export const periods = [30, 90, 365] as const;
export type Period = (typeof periods)[number];

/** The first day of a period that ends with a day; both are names of days. */
export function firstDay(last: string, days: number): string {
  const day = new Date(`${last}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - days + 1);
  return day.toISOString().slice(0, 10);
}

/** Today's name in a zone. */
export function today(timeZone: string, now = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
}

export const analyticsQuery = (from: string) =>
  queryOptions({
    queryKey: ['analytics', from],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/analytics', { params: { query: { from } }, signal })),
    placeholderData: keepPreviousData,
  });

/** Saves a table as a file. */
export function useTable() {
  return useMutation({ mutationFn: ({ path, name }: { path: string; name: string }) => saveFile(path, name) });
}
