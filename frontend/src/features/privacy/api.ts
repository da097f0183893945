import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, fetchFile, unwrap } from '../../api/client';

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

/** Fetches a request's document and hands it to the browser as a file. */
export function useDownload() {
  return useMutation({
    mutationFn: async (id: string) => {
      const file = await fetchFile(`/api/admin/privacy/${encodeURIComponent(id)}/export`);
      const url = URL.createObjectURL(file);
      const link = document.createElement('a');
      link.href = url;
      link.download = `privacy-request-${id.replace(/[^\w-]/g, '_')}.json`;
      link.click();
      URL.revokeObjectURL(url);
    },
  });
}
