import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';
import type { Adjustment, AdjustmentResult, BirthdayChange, ContactCard, ContactQuery, EventToRecord, Forgiveness } from '../../api/types';

const refreshMs = 5_000;

export const contactsQuery = (query: ContactQuery) =>
  queryOptions({
    queryKey: ['contacts', query],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/contacts', { params: { query }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

const contactKey = (id: string) => ['contact', id] as const;

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: [...contactKey(id), 'card'],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/contacts/{id}', { params: { path: { id } }, signal })),
    refetchInterval: refreshMs,
  });

// The version of the account is part of the key: the explanation is read anew
// exactly when the books have changed.
export const explanationQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: [...contactKey(id), 'explanation', version],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/admin/contacts/{id}/explanation', { params: { path: { id } }, signal })),
    placeholderData: keepPreviousData,
  });

export const entriesQuery = (id: string, version: number, cursor: string) =>
  queryOptions({
    queryKey: [...contactKey(id), 'entries', version, cursor],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/admin/contacts/{id}/entries', {
          params: { path: { id }, query: { cursor: cursor || undefined } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const levelQuery = (id: string, cursor: string) =>
  queryOptions({
    queryKey: [...contactKey(id), 'level', cursor],
    queryFn: ({ signal }) =>
      unwrap(
        client.GET('/api/admin/contacts/{id}/level', { params: { path: { id }, query: { cursor: cursor || undefined } }, signal }),
      ),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

export const eventsQuery = (id: string) =>
  queryOptions({
    queryKey: [...contactKey(id), 'events'],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/contacts/{id}/events', { params: { path: { id } }, signal })),
    refetchInterval: refreshMs,
  });

export function useRecordEvent(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: EventToRecord) => unwrap(client.POST('/api/admin/contacts/{id}/events', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: contactKey(id) }),
  });
}

export function useBirthday(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: BirthdayChange) => unwrap(client.PUT('/api/admin/contacts/{id}/birthday', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: contactKey(id) }),
  });
}

export const orderQuery = (id: string, orderId: string) =>
  queryOptions({
    queryKey: [...contactKey(id), 'order', orderId],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/admin/contacts/{id}/orders/{order}', { params: { path: { id, order: orderId } }, signal })),
  });

// Both answers carry the account as it stands after the write, so the card
// shows it at once instead of asking again.
function useWritten(id: string) {
  const queries = useQueryClient();
  return ({ account }: AdjustmentResult) => {
    queries.setQueryData<ContactCard>(contactQuery(id).queryKey, (card) => card && { ...card, account });
    void queries.invalidateQueries({ queryKey: ['contacts'] });
    return queries.invalidateQueries({ queryKey: contactKey(id) });
  };
}

export function useAdjust(id: string) {
  const onSuccess = useWritten(id);
  return useMutation({
    mutationFn: (body: Adjustment) =>
      unwrap(client.POST('/api/admin/contacts/{id}/adjustments', { params: { path: { id } }, body })),
    onSuccess,
  });
}

export function useForgive(id: string) {
  const onSuccess = useWritten(id);
  return useMutation({
    mutationFn: (body: Forgiveness) =>
      unwrap(client.POST('/api/admin/contacts/{id}/forgiveness', { params: { path: { id } }, body })),
    onSuccess,
  });
}

export function useRecheck(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(client.POST('/api/admin/contacts/{id}/recheck', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: contactKey(id) }),
  });
}
