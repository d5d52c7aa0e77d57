/** A secret on its way in: hidden unless the eye is pressed, never put into the page by us. */
import { PasswordInput, type PasswordInputProps } from '@mantine/core';

export function SecretField(props: PasswordInputProps & { testId?: string }) {
  const { testId, ...rest } = props;
  return (
    <PasswordInput
      {...rest}
      data-testid={testId}
      // Mantine says it of other fields, and leaves it out of this one.
      aria-invalid={rest.error ? true : undefined}
      autoComplete="off"
      spellCheck={false}
      visibilityToggleButtonProps={{ 'aria-label': 'Show what was entered', tabIndex: 0 }}
    />
  );
}
