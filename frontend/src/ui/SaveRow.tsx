import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { asApiError } from '../api/errors';
import { Note } from './Note';
import { Problem } from './Problem';
import classes from './SaveRow.module.css';

interface SaveRowProps {
  /** What saving threw, if it did. */
  error: unknown;
  /** Some field shows a message. */
  faulty: boolean;
  pending: boolean;
  disabled?: boolean;
  onCancel?: () => void;
  /** Loads what somebody else saved meanwhile. */
  onReload?: () => void;
}

/** The end of a form: what is in the way of saving, and the buttons. */
export function SaveRow({ error, faulty, pending, disabled, onCancel, onReload }: SaveRowProps) {
  const { t } = useTranslation();
  const problem = error ? asApiError(error) : undefined;
  const outdated = problem?.code === 'conflict' && onReload;
  return (
    <div className={classes.row}>
      {outdated && (
        <Note tone="warn" action={<Button variant="default" onClick={onReload}>{t('save.load')}</Button>}>
          {t('error.conflict')}
        </Note>
      )}
      {problem && !outdated && problem.fields.length === 0 && <Problem inline error={problem} />}
      {faulty && (
        <p role="alert" className="bad">
          {t('save.fix')}
        </p>
      )}
      <div className={classes.buttons}>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t('cancel')}
          </Button>
        )}
        <Button type="submit" loading={pending} disabled={disabled}>
          {t('save.save')}
        </Button>
      </div>
    </div>
  );
}
