import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, done, unwrap } from '../../api/client';
import type { paths } from '../../api/schema.gen';

export type Feed = paths['/api/admin/staff/{id}/feeds']['get']['responses'][200]['content']['application/json']['items'][number];
export type Titles = paths['/api/admin/calendar-links/{staff}']['put']['requestBody']['content']['application/json']['titles'];

export const titles: Titles[] = ['first_name', 'full_name', 'service', 'hidden'];

/** Stands for everybody where a link asks whose bookings it shows. */
export const everybody = 'shop';

export const feedsQuery = (id: string) =>
  queryOptions({
    queryKey: ['feeds', id],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/staff/{id}/feeds', { params: { path: { id } }, signal })),
  });

export const linksQuery = queryOptions({
  queryKey: ['calendar-links'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/calendar-links', { signal })),
});

/** A change after which a list is asked for again, also where it failed. */
function useChange<I, O>(list: string, mutationFn: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => queries.invalidateQueries({ queryKey: [list] }) });
}

export const useAddFeed = (id: string) =>
  useChange('feeds', (address: string) => unwrap(client.POST('/api/admin/staff/{id}/feeds', { params: { path: { id } }, body: { address } })));

export const useReadFeed = (id: string) =>
  useChange('feeds', (feed: string) => unwrap(client.POST('/api/admin/staff/{id}/feeds/{feed}/read', { params: { path: { id, feed } } })));

export const useRemoveFeed = (id: string) =>
  useChange('feeds', (feed: string) => done(client.DELETE('/api/admin/staff/{id}/feeds/{feed}', { params: { path: { id, feed } } })));

export const useMakeLink = (staff: string) =>
  useChange('calendar-links', (chosen: Titles) =>
    unwrap(client.PUT('/api/admin/calendar-links/{staff}', { params: { path: { staff } }, body: { titles: chosen } })),
  );

export const useRevokeLink = (staff: string) =>
  useChange('calendar-links', () => done(client.DELETE('/api/admin/calendar-links/{staff}', { params: { path: { staff } } })));
