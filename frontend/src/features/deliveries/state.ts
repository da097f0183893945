import type { Delivery } from '../../api/types';
import type { Tone } from '../../ui/Tag';

export const states = ['all', 'needs_person', 'retrying', 'waiting', 'done', 'refused'] as const;

export const stateTones: Record<Delivery['state'], Tone> = {
  waiting: 'plain',
  done: 'good',
  retrying: 'warn',
  needs_person: 'bad',
  refused: 'bad',
};

/** The topics the program subscribes to, for the filter. */
export const topics = [
  'orders/create',
  'orders/paid',
  'orders/updated',
  'orders/cancelled',
  'refunds/create',
  'disputes/create',
  'disputes/update',
  'customers/create',
  'customers/update',
  'customers/delete',
  'customers/merge',
  'customers/data_request',
  'customers/redact',
  'shop/redact',
  'app/uninstalled',
  'app/scopes_update',
];
