import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, saveFile, unwrap } from '../../api/client';

const refreshMs = 15_000;

export const privacyQuery = (cursor: string) =>
  queryOptions({
    queryKey: ['privacy', cursor],
    queryFn: ({ signal }) =>
      unwrap(client.GET('/api/admin/privacy', { params: { query: { cursor: cursor || undefined } }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: refreshMs,
  });

export function useHandedOver() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => unwrap(client.POST('/api/admin/privacy/{id}/done', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['privacy'] }),
  });
}

/** Saves a request's document as a file. */
export function useDownload() {
  return useMutation({
    mutationFn: (id: string) =>
      saveFile(`/api/admin/privacy/${encodeURIComponent(id)}/export`, `privacy-request-${id.replace(/[^\w-]/g, '_')}.json`),
  });
}
