import { useTranslation } from 'react-i18next';
import { useSession } from '../api/session';
import { type FieldFault } from './kindCheck';
import { exponentOf, toDecimal } from './money';

/** Says in the panel's language what is wrong with a value and what to enter. */
export function useFieldFault() {
  const { t } = useTranslation();
  const { shop } = useSession();
  return (fault: FieldFault): string => {
    switch (fault.code) {
      case 'money':
        return t('form.money', { example: toDecimal({ minor: 10 ** exponentOf(shop.currency) * 10, currency: shop.currency }) });
      case 'min':
      case 'max':
      case 'tooLong':
        return t(`form.${fault.code}`, { value: fault.value });
      default:
        return t(`form.${fault.code}`);
    }
  };
}
