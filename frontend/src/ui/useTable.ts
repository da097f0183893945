import { useMutation } from '@tanstack/react-query';
import { saveFile } from '../api/client';

/** Saves a table as a file. */
export function useTable() {
  return useMutation({ mutationFn: ({ path, name }: { path: string; name: string }) => saveFile(path, name) });
}
