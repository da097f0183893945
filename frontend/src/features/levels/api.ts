import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client, unwrap } from '../../api/client';
import type { LadderChange, LadderSettings, LadderTrial } from '../../api/types';

// What is being edited must not be replaced under the editor's hands.
export const levelsQuery = queryOptions({
  queryKey: ['levels'],
  queryFn: ({ signal }) => unwrap(client.GET('/api/admin/levels', { signal })),
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  refetchOnMount: 'always',
  gcTime: 0,
});

/** Every call looks at some contacts; so many of them are looked at in one go. */
export const trialCallsMax = 100;

export interface Trial {
  looked: number;
  reward: number;
  moves: LadderTrial['moves'];
  /** There are more contacts than one go looks at. */
  partial: boolean;
}

export function useTrial() {
  return useMutation({
    mutationFn: async (settings: LadderSettings): Promise<Trial> => {
      const trial: Trial = { looked: 0, reward: 0, moves: [], partial: false };
      let after = '';
      for (let call = 0; call < trialCallsMax; call++) {
        const part = await unwrap(client.POST('/api/admin/levels/trial', { body: { settings, after } }));
        trial.looked += part.looked;
        trial.reward += part.reward;
        for (const move of part.moves) {
          const known = trial.moves.find((m) => m.from === move.from && m.to === move.to);
          if (known) known.contacts += move.contacts;
          else trial.moves.push({ ...move });
        }
        if (!part.next) return trial;
        after = part.next;
      }
      return { ...trial, partial: true };
    },
  });
}

export function useSaveLadder() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: LadderChange) => unwrap(client.PUT('/api/admin/levels', { body })),
    onSuccess: (saved) => {
      queries.setQueryData(levelsQuery.queryKey, saved);
      return queries.invalidateQueries({ queryKey: ['contacts'] });
    },
  });
}
