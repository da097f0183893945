import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'react-router';
import { useFormat } from './format';
import classes from './Pager.module.css';

// A cursor only leads forward. The way back is kept in the history entry, so it
// survives a reload and coming back from a detail page.
interface PagerState {
  before?: string[];
}
const pagesBackMax = 200;

export function usePager() {
  const [params, setParams] = useSearchParams();
  const before = (useLocation().state as PagerState | null)?.before ?? [];
  const cursor = params.get('cursor') ?? '';
  const go = (to: string, state: PagerState) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        if (to) next.set('cursor', to);
        else next.delete('cursor');
        return next;
      },
      { state },
    );
  return {
    cursor,
    forward: (to: string) => go(to, { before: [...before, cursor].slice(-pagesBackMax) }),
    back: () => go(before.at(-1) ?? '', { before: before.slice(0, -1) }),
    canGoBack: cursor !== '',
    knowsBack: before.length > 0,
  };
}

interface PagerProps {
  pager: ReturnType<typeof usePager>;
  count: number;
  next?: string;
}

export function Pager({ pager, count, next }: PagerProps) {
  const { t } = useTranslation();
  const f = useFormat();
  if (!pager.canGoBack && !next) return null;
  return (
    <nav className={classes.pager} aria-label={t('page.label')}>
      <span className="muted num">{t('page.count', { count, value: f.number(count) })}</span>
      <span className={classes.buttons}>
        <Button variant="default" disabled={!pager.canGoBack} onClick={pager.back}>
          {pager.canGoBack && !pager.knowsBack ? t('page.first') : t('page.previous')}
        </Button>
        <Button variant="default" disabled={!next} onClick={() => next && pager.forward(next)}>
          {t('page.next')}
        </Button>
      </span>
    </nav>
  );
}
