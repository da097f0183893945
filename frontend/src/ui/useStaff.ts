import { useTranslation } from 'react-i18next';

/** Who did something. Of staff the platform gives us a number and never a name;
 * what nobody decided is signed by the program itself. */
export function useStaff() {
  const { t } = useTranslation();
  return (actor: string) => {
    if (/^\d+$/.test(actor)) return t('staff', { id: actor });
    return actor === 'clientele' ? 'Clientele' : actor;
  };
}
