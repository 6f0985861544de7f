import { Box, Flex, IconButton, Popover, Typography } from '@strapi/design-system';
import { Information } from '@strapi/icons';

/** Says what a number means where it stands: by mouse, keyboard or finger. */
export const Explained = ({ label, children }: { label: string; children: readonly string[] }) => (
  <Popover.Root>
    <Popover.Trigger>
      <IconButton label={label} variant="ghost" size="S">
        <Information />
      </IconButton>
    </Popover.Trigger>
    <Popover.Content aria-label={label}>
      <Box padding={4} maxWidth="36rem">
        <Flex direction="column" alignItems="flex-start" gap={2}>
          {children.map((sentence) => (
            <Typography key={sentence} variant="pi" tag="p">
              {sentence}
            </Typography>
          ))}
        </Flex>
      </Box>
    </Popover.Content>
  </Popover.Root>
);
