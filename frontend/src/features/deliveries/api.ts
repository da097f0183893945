import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';
import type { DeliveryQuery } from '../../api/types';

const refreshMs = 5_000;

export const deliveriesQuery = (query: DeliveryQuery) =>
  queryOptions({
    queryKey: ['deliveries', query],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/deliveries', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ['delivery', id],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/deliveries/{id}', { params: { path: { id } }, signal })),
    refetchInterval: refreshMs,
  });

export function useReplay(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(client.POST('/api/admin/deliveries/{id}/replay', { params: { path: { id } } })),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['delivery', id] }),
        queries.invalidateQueries({ queryKey: ['deliveries'] }),
      ]),
  });
}
