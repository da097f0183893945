import { Radio, type RadioProps, Switch, type SwitchProps } from '@mantine/core';

// The library puts the description inside the <label>, which would make it part
// of the name and be read twice. The name is the label alone.

/** A switch named by its label and explained by its description. */
export function Toggle(props: SwitchProps & { label: string }) {
  return <Switch aria-label={props.label} {...props} />;
}

/** A choice named by its label and explained by its description. */
export function Option(props: RadioProps & { label: string }) {
  return <Radio aria-label={props.label} {...props} />;
}
