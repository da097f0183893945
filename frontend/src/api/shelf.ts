import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, unwrap } from './client';
import { host } from './host';
import type { paths } from './schema.gen';

/** What is chosen from: the store's products or its collections. */
export type ShelfKind = 'products' | 'collections';
export type Shelf = paths['/api/admin/products']['get']['responses'][200]['content']['application/json'];
export type ShelfEntry = NonNullable<Shelf['items']>[number];

const scope = 'read_products';
const grantedWithinMs = 2_000;

const ask = (kind: ShelfKind, query: { search?: string; ids?: string }, signal: AbortSignal) =>
  unwrap(client.GET(`/api/admin/${kind}`, { params: { query }, signal }));

/** Products or collections whose titles have words that begin so. */
export const searchQuery = (kind: ShelfKind, search: string) =>
  queryOptions({
    queryKey: ['shelf', kind, 'search', search],
    queryFn: ({ signal }) => ask(kind, { search: search || undefined }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** How products or collections are called, by their numbers. */
export const namesQuery = (kind: ShelfKind, ids: string[]) =>
  queryOptions({
    queryKey: ['shelf', kind, 'names', ids],
    queryFn: ({ signal }) => ask(kind, { ids: ids.join(',') }, signal),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

export type Forms = paths['/api/admin/variants']['get']['responses'][200]['content']['application/json'];
export type Form = NonNullable<Forms['items']>[number];

/** In which forms a product is sold, with what each costs. */
export const formsQuery = (product: string) =>
  queryOptions({
    queryKey: ['shelf', 'forms', product],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/variants', { params: { query: { product } }, signal })),
    enabled: product !== '',
    staleTime: 60_000,
  });

/** The forms of products that have these numbers. */
export const namedFormsQuery = (ids: string[]) =>
  queryOptions({
    queryKey: ['shelf', 'forms', 'named', ids],
    queryFn: ({ signal }) => unwrap(client.GET('/api/admin/variants', { params: { query: { ids: ids.join(',') } }, signal })),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** Whether the app may read products, and how to be allowed to. The store tells
 * the server of a permission a moment after it was given, so we ask again. */
export function useReadingProducts() {
  const queries = useQueryClient();
  const [asked, setAsked] = useState(false);
  const shelf = useQuery({
    ...searchQuery('collections', ''),
    refetchInterval: (query) => (asked && query.state.data?.granted === false ? grantedWithinMs : false),
  });
  const scopes = host()?.scopes;
  const request = scopes && {
    run: async () => {
      const { result } = await scopes.request([scope]);
      if (result !== 'granted-all') return;
      setAsked(true);
      await queries.invalidateQueries({ queryKey: ['shelf'] });
    },
  };
  return { denied: shelf.data?.granted === false, request };
}
