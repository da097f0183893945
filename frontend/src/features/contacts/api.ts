import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';
import type { Adjustment, AdjustmentResult, BirthdayChange, ContactCard, ContactQuery, EventToRecord, Forgiveness, MergeWish } from '../../api/types';

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

export const similarQuery = (id: string) =>
  queryOptions({
    queryKey: [...contactKey(id), 'similar'],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/contacts/{id}/similar', { params: { path: { id } }, signal })),
  });

// Of no contact's key: once the two are one there is nothing to look at.
export const mergePreviewQuery = (id: string, from: string) =>
  queryOptions({
    queryKey: ['merge', id, from],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/admin/contacts/{id}/merging/{other}', { params: { path: { id, other: from } }, signal })),
    retry: false,
    gcTime: 0,
  });

// Both contacts have changed, and the list.
function useMerged() {
  const queries = useQueryClient();
  return () => {
    void queries.invalidateQueries({ queryKey: ['contacts'] });
    return queries.invalidateQueries({ queryKey: ['contact'] });
  };
}

export function useMerge(id: string, other: string) {
  const onSuccess = useMerged();
  return useMutation({
    mutationFn: (body: MergeWish) => unwrap(client.POST('/api/admin/contacts/{id}/merging/{other}', { params: { path: { id, other } }, body })),
    onSuccess,
  });
}

export const undoPreviewQuery = (id: string, merge: string) =>
  queryOptions({
    queryKey: ['undo', id, merge],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/admin/contacts/{id}/merges/{merge}/undo', { params: { path: { id, merge } }, signal })),
    retry: false,
    gcTime: 0,
  });

export function useUndoMerge(id: string) {
  const onSuccess = useMerged();
  return useMutation({
    mutationFn: (merge: string) => unwrap(client.POST('/api/admin/contacts/{id}/merges/{merge}/undo', { params: { path: { id, merge } } })),
    onSuccess,
  });
}

/** The names of the levels, for the list. */
export const levelNamesQuery = queryOptions({
  queryKey: ['levelNames'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/levels', { signal })),
  select: (ladder) => ladder.settings?.levels ?? [],
  staleTime: 60_000,
});

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
