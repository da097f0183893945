import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { asApiError } from '../api/errors';
import classes from './Problem.module.css';

interface ProblemProps {
  error: unknown;
  onRetry?: () => void;
  /** A note inside a form or a row, instead of in place of a block. */
  inline?: boolean;
}

/** What went wrong, what to do, and the number by which the log knows it. */
export function Problem({ error, onRetry, inline = false }: ProblemProps) {
  const { t } = useTranslation();
  const problem = asApiError(error);
  return (
    <div role="alert" className={inline ? `${classes.problem} ${classes.inline}` : classes.problem}>
      {!inline && <p className={classes.title}>{t('error.title')}</p>}
      <p>{t(`error.${problem.code}`)}</p>
      {problem.detail && problem.code !== 'internal' && <p className={classes.detail}>{problem.detail}</p>}
      {problem.requestId && <p className={`${classes.detail} num`}>{t('error.requestId', { id: problem.requestId })}</p>}
      {onRetry && (
        <Button variant="default" onClick={onRetry} className={classes.retry}>
          {t('retry')}
        </Button>
      )}
    </div>
  );
}
