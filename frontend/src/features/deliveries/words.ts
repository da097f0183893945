import { useTranslation } from 'react-i18next';

const outcomes = ['earned', 'clawed_back', 'recorded', 'replayed', 'ignored', 'nobody', 'claimed', 'merged', 'erased', 'failed'] as const;
const subjects = ['order', 'customer', 'shop'] as const;

/** What a delivery did and was about, in words. Words of a later version of the
 * server are shown as they come. */
export function useDeliveryWords() {
  const { t } = useTranslation('deliveries');
  return {
    outcome: (word: string | undefined) => {
      const known = outcomes.find((o) => o === word);
      return known ? t(`outcomes.${known}`) : word || '–';
    },
    subject: (subject: string | undefined) => {
      const [kind, id = ''] = (subject ?? '').split(':');
      const known = subjects.find((s) => s === kind);
      return known ? t(`subjects.${known}`, { id }) : subject || '–';
    },
  };
}
