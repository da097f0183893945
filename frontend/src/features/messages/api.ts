import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';
import type { MessagesChange } from '../../api/types';

/** The most days ahead that a contact can be reminded, as the server has it. */
export const reminderDaysMax = 28;

/** The most hours ahead of an appointment, likewise. */
export const reminderHoursMax = 168;

// What is being edited must not be replaced under the editor's hands.
export const messagesQuery = queryOptions({
  queryKey: ['messages'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/messages', { signal })),
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  refetchOnMount: 'always',
  gcTime: 0,
});

export type MessageLanguage = 'en' | 'ja' | 'ko';

export const previewQuery = (name: string, language: MessageLanguage) =>
  queryOptions({
    queryKey: ['messages', 'preview', name, language],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/messages/preview', { params: { query: { name, language } }, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

export function useSaveMessages() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: MessagesChange) => unwrap(client.PUT('/api/admin/messages', { body })),
    onSuccess: (saved) => queries.setQueryData(messagesQuery.queryKey, saved),
  });
}
