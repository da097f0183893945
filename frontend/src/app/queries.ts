import { QueryClient } from '@tanstack/react-query';
import { asApiError } from '../api/errors';

const triesMax = 2;

/** Only what may pass by itself is tried again; a refusal stays a refusal. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => {
          const { code } = asApiError(error);
          return failures < triesMax && (code === 'network' || code === 'unavailable');
        },
      },
      mutations: { retry: false },
    },
  });
}
