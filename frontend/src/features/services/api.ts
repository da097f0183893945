import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ServiceSettings } from '../../api/catalogue';
import { client, done, unwrap } from '../../api/client';

/** What names the form, or the version it was opened on. */
interface Saving {
  key: string;
  base: number;
  settings: ServiceSettings;
}

/** Saves a new service, or a changed one where an id is given. */
export function useSaveService(id?: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ key, base, settings }: Saving) =>
      id
        ? unwrap(client.PUT('/api/admin/services/{id}', { params: { path: { id } }, body: { base, ...settings } }))
        : unwrap(client.POST('/api/admin/services', { body: { key, ...settings } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['services'] }),
  });
}

export function useDeleteService() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => done(client.DELETE('/api/admin/services/{id}', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['services'] }),
  });
}
