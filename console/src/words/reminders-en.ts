// What the page says about reminders in English.

export const reminders = {
  title: 'Reminders',
  open: 'Open',
  done: 'Done',
  none: {
    open: 'Nothing to be reminded of.',
    done: 'Nothing is done yet.',
  },
  note: 'What',
  due: 'When, on the clock of the business',
  add: 'Add',
  save: 'Save',
  edit: 'Edit',
  complete: 'Mark as done',
  reopen: 'Open again',
  inAnHour: 'In an hour',
  tomorrow: 'Tomorrow',
  overdue: 'Overdue',
  forEveryone: 'For everyone',
  forColleague: 'For a colleague',
  clocksChange: 'The clocks change then. Which time is meant?',
};
