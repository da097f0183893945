import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Kind, Rule } from '../../api/types';
import { useFormat } from '../../ui/format';
import { KindForm } from '../../ui/KindForm';
import { Section } from '../../ui/Page';
import type { SettingsForm } from './Editor';
import classes from './Programme.module.css';

const rulesMax = 20;

/** A new rule of a kind, filled in with the kind's own defaults. */
function freshRule(kind: Kind): Rule {
  const params = Object.fromEntries(kind.fields.map((field) => [field.name, field.default]));
  return { id: crypto.randomUUID(), kind: kind.name, params };
}

/** The list of earn rules. Which kinds there are, and what each asks for, comes
 * from the server, so a new kind appears here without a change. */
export function Rules({ form, kinds }: { form: SettingsForm; kinds: Kind[] }) {
  const { t } = useTranslation('programme');
  const f = useFormat();
  const rules = form.values.rules;
  const full = rules.length >= rulesMax;
  return (
    <Section
      title={t('rules.title')}
      intro={t('rules.intro')}
      flush
    >
      {rules.length === 0 && <p className={`${classes.noRules} muted`}>{t('rules.empty')}</p>}
      <ol className={classes.rules}>
        {rules.map((rule, i) => (
          <RuleItem key={rule.id} form={form} kinds={kinds} rule={rule} index={i} last={i === rules.length - 1} />
        ))}
      </ol>
      <div className={classes.rulesFoot}>
        <Menu position="bottom-start" width={320} shadow="sm" middlewares={{ flip: true, shift: true, size: { padding: 8 } }}>
          <Menu.Target>
            <Button variant="default" leftSection={<IconPlus size={15} aria-hidden />} disabled={full || kinds.length === 0}>
              {t('rules.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown className={classes.kindMenu}>
            {kinds.map((kind) => (
              <Menu.Item key={kind.name} onClick={() => form.insertListItem('rules', freshRule(kind))}>
                <span className={classes.kindTitle}>{f.text(kind.title)}</span>
                <span className="muted small">{f.text(kind.description)}</span>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {full && <span className="muted">{t('rules.full', { max: f.number(rulesMax) })}</span>}
      </div>
    </Section>
  );
}

interface RuleItemProps {
  form: SettingsForm;
  kinds: Kind[];
  rule: Rule;
  index: number;
  last: boolean;
}

function RuleItem({ form, kinds, rule, index, last }: RuleItemProps) {
  const { t } = useTranslation('programme');
  const f = useFormat();
  const kind = kinds.find((k) => k.name === rule.kind);
  const title = kind ? f.text(kind.title) : rule.kind;
  const number = f.number(index + 1);
  const fields = kind?.fields ?? [];
  const at = `rules.${index}.params`;
  const errors = Object.fromEntries(
    fields.map((field) => {
      const error = form.errors[`${at}.${field.name}`];
      return [field.name, typeof error === 'string' ? error : undefined];
    }),
  );
  const change = (params: Record<string, string>) => {
    for (const name of Object.keys(params)) form.clearFieldError(`${at}.${name}`);
    form.setFieldValue(at, params);
  };
  return (
    <li className={classes.rule}>
      <div className={classes.ruleHead}>
        <div>
          <h3 className={classes.ruleTitle}>{title}</h3>
          <p className="muted">{kind ? f.text(kind.description) : t('rules.unknown')}</p>
        </div>
        <div className={classes.ruleButtons}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('rules.up', { number })}
            disabled={index === 0}
            onClick={() => form.reorderListItem('rules', { from: index, to: index - 1 })}
          >
            <IconArrowUp size={16} stroke={1.8} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('rules.down', { number })}
            disabled={last}
            onClick={() => form.reorderListItem('rules', { from: index, to: index + 1 })}
          >
            <IconArrowDown size={16} stroke={1.8} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('rules.remove', { number, title })}
            onClick={() => form.removeListItem('rules', index)}
          >
            <IconTrash size={16} stroke={1.8} />
          </ActionIcon>
        </div>
      </div>
      {fields.length > 0 && <KindForm fields={fields} params={rule.params} errors={errors} onChange={change} />}
    </li>
  );
}
