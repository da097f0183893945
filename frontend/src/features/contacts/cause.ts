import { useTranslation } from 'react-i18next';
import type { Cause } from '../../api/types';

/** Says why something happened, in one phrase. */
export function useCause() {
  const { t } = useTranslation('ledger');
  return (cause: Cause) => t(`cause.${cause.kind}`, { order: cause.orderName || t('cause.someOrder') });
}

const reasons = ['goodwill', 'correction', 'promotion', 'migration', 'other'] as const;

/** A reason code in words; codes of a later version are shown as they are. */
export function useReason() {
  const { t } = useTranslation('contacts');
  return (code: string) => {
    const known = reasons.find((r) => r === code);
    return known ? t(`adjust.reasons.${known}`) : code;
  };
}
