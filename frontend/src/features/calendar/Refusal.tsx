import { useTranslation } from 'react-i18next';
import { reasonsIn } from '../../api/appointments';
import { asApiError } from '../../api/errors';
import { Problem } from '../../ui/Problem';
import classes from './Calendar.module.css';

/** Why a time could not be had: the reasons in words where the server names
 * them, and else what went wrong. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation('calendar');
  const known = reasonsIn(asApiError(error).fields.map((field) => field.message));
  if (known.length === 0) return <Problem inline error={error} />;
  return (
    <div role="alert" className={classes.refusal}>
      <p>{t('taken')}</p>
      <ul className={classes.reasons}>
        {known.map((reason) => (
          <li key={reason}>{t(`reason.${reason}`)}</li>
        ))}
      </ul>
    </div>
  );
}
