import { Box, Flex, IconButton, Popover, Typography } from '@strapi/design-system';
import { Information } from '@strapi/icons';

interface Props {
  readonly label: string;
  readonly sentences: readonly string[];
}

/** A button that explains the numbers beside it. It works by mouse, keyboard and touch; a tooltip would not. */
export const InfoPopover = ({ label, sentences }: Props) => (
  <Popover.Root>
    <Popover.Trigger>
      <IconButton label={label} variant="ghost" size="S">
        <Information />
      </IconButton>
    </Popover.Trigger>
    <Popover.Content aria-label={label}>
      <Box padding={4} maxWidth="36rem">
        <Flex direction="column" alignItems="flex-start" gap={2}>
          {sentences.map((sentence) => (
            <Typography key={sentence} variant="pi" tag="p">
              {sentence}
            </Typography>
          ))}
        </Flex>
      </Box>
    </Popover.Content>
  </Popover.Root>
);
