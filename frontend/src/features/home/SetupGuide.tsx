import { CloseButton } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Home, Item } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/Page';
import classes from './Home.module.css';

type Step = Item<Home['setup']['steps']>;

const goals = { webhook: '/deliveries', programme: '/programme', contact: '/contacts' } as const;

function goalOf(id: Step['id']) {
  return id in goals ? (id as keyof typeof goals) : undefined;
}

/** The way from installation to the first points; each step ticks itself off. */
export function SetupGuide({ steps, onDismiss }: { steps: Step[]; onDismiss: () => void }) {
  const { t } = useTranslation('home');
  const f = useFormat();
  const done = steps.filter((s) => s.done).length;
  const next = steps.find((s) => !s.done)?.id;
  return (
    <Section
      title={t('setup.title')}
      intro={t('setup.progress', { done: f.number(done), all: f.number(steps.length) })}
      actions={<CloseButton size="sm" aria-label={t('setup.dismiss')} onClick={onDismiss} />}
    >
      <ol className={classes.steps}>
        {steps.map((step) => {
          const goal = goalOf(step.id);
          return (
            <li key={step.id} className={classes.step} aria-current={step.id === next ? 'step' : undefined}>
              {step.done ? (
                <IconCircleCheckFilled size={18} className={classes.stepDone} aria-hidden />
              ) : (
                <IconCircle size={18} stroke={1.6} className={classes.stepOpen} aria-hidden />
              )}
              <div>
                <p className={step.done ? 'muted' : classes.stepTitle}>
                  {t(`setup.steps.${step.id}.title`)}
                  <span className="visually-hidden">{`: ${t(step.done ? 'setup.done' : 'setup.open')}`}</span>
                </p>
                {!step.done && (
                  <p className="muted">
                    {t(`setup.steps.${step.id}.text`)}{' '}
                    {goal && <Link to={goals[goal]}>{t(`setup.go.${goal}`)}</Link>}
                  </p>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
