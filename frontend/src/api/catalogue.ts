// What a shop offers for booking and who serves; asked for by several features.
import { queryOptions } from '@tanstack/react-query';
import { client, unwrap } from './client';
import type { paths } from './schema.gen';

type Listed<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: { 'application/json': { items: (infer I)[] } } } } } } ? I : never;

export type Service = Listed<'/api/admin/services'>;
export type Staff = Listed<'/api/admin/staff'>;
export type Location = Listed<'/api/admin/locations'>;
export type Pool = Listed<'/api/admin/pools'>;
type Settings<R> = Omit<R, 'id' | 'version' | 'updatedAt'>;
export type ServiceSettings = Settings<Service>;
export type StaffSettings = Settings<Staff>;
export type LocationSettings = Settings<Location>;
export type PoolSettings = Settings<Pool>;
export type ClosedDays = paths['/api/admin/booking-calendar']['get']['responses'][200]['content']['application/json'];

export const servicesQuery = queryOptions({
  queryKey: ['services'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/services', { signal })),
});

export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/staff', { signal })),
});

export const locationsQuery = queryOptions({
  queryKey: ['locations'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/locations', { signal })),
});

export const poolsQuery = queryOptions({
  queryKey: ['pools'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/pools', { signal })),
});

interface Saved {
  id: string;
  version: number;
  updatedAt: string;
}

/** The settings of something saved, as a form changes them. */
export function settingsIn<R extends Saved>(row: R): Settings<R> {
  const settings: Settings<R> & Partial<Saved> = { ...row };
  delete settings.id;
  delete settings.version;
  delete settings.updatedAt;
  return settings;
}

/** An id for a part of a form, such as a variant; short, as it is also kept. */
export const freshId = () => crypto.randomUUID().slice(0, 8);
