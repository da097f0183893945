import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';
import type { ProgrammeChange, Settings } from '../../api/types';

// What is being edited must not be replaced under the editor's hands, so this
// query is only read again when somebody asks for it.
export const programmeQuery = queryOptions({
  queryKey: ['programme'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/programme', { signal })),
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  refetchOnMount: 'always',
  gcTime: 0,
});

export const kindsQuery = queryOptions({
  queryKey: ['kinds'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/kinds', { signal })),
  staleTime: Infinity,
});

export function usePreview() {
  return useMutation({
    mutationFn: (settings: Settings) => unwrap(client.POST('/api/admin/programme/preview', { body: { settings } })),
  });
}

export function useSaveProgramme() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ProgrammeChange) => unwrap(client.PUT('/api/admin/programme', { body })),
    onSuccess: (saved) => {
      queries.setQueryData(programmeQuery.queryKey, saved);
      return queries.invalidateQueries({ queryKey: ['home'] });
    },
  });
}
