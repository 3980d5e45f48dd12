"""What a person can be: the nouns, and the files they lie in. No network, no screen.

Reading: text, then sections, then profiles.

- `secret`: a text that must not be seen.
- `partitions`, `arns`: AWS's partitions as data; the ARN of a role.
- `ini`: the text of an AWS file as botocore reads it, with the line of everything.
- `sections`: which section is which profile.
- `model`: bastion, target and other; their settings, problems and the listing of them all.
- `google_settings`: the `google_config.*` keys of a bastion.
- `chains`, `reach`: from a profile to its root; how it comes by its credentials.
- `problems`: what is wrong with a profile or a file, in words.
- `config`: all of that together: two files in, one listing out.

Sessions and what to do with them.

- `expiry`: when a session ends, and the state that makes.
- `sessions`: the sessions that lie on disk, and their keys: in the files, in the AWS CLI's role cache.
- `role_cache`: writing to that cache. `ending`: sessions taken off this computer again.
- `kept`: bastions whose session lies in the system's keyring.
- `shadows`: what hides profiles from AWS tools, or lets others read keys.
- `shell`: what an AWS tool started from this shell would use.
- `shell_lines`, `key_texts`: a profile, or a session's keys, as lines for a shell, a `.env` file, JSON.
- `shell_env`: the environment of a shell or command that is to work as a profile.
- `endpoints`: where STS is called.
- `links`: the addresses of the console's switch-role page and of Google's sign-in.
- `console_pages`: the addresses of the console's pages, services as data.
- `console_links`: the addresses that lead into the console with a session's keys.

Files and changes.

- `paths`: where every file lies.
- `reasons`, `targets`: why an answer cannot be taken; what is proposed where nothing was typed.
- `colours`: the console's colours, as data.
- `editor`, `section_editor`: changes to the text of one AWS file that leave every other byte alone.
- `texts`: both files as texts, and what can be done to a profile in them.
- `drafts`: what a form's answers make of the files.
- `masking`, `diffs`: lines without what is secret in them; what a change does, line by line.
- `merging`: two changes of one file joined, or the reason why they cannot be.
- `changes`: a change looked at, written, merged, undone.
- `versions`: the last versions of the config.
- `exchange`, `replacing`, `writing`: the one writer: a lock, and a file replaced whole or not at all.
- `files`: load everything, save a session.
- `foreign_files`: a file that a person names, read as text.
- `new_files`: files made anew, never over another: a record, an export, the texts of a set-up.
- `settings`: the application's own settings and private state.

From elsewhere, and for elsewhere.

- `importing`, `exporting`: other tools' texts read; ours for others. `portable`: which keys may travel.
- `google_link`: the ids in a link of Google's.
- `setting_up`: what has to be set up at AWS and Google, as texts. `session_length`: how long sessions last.
"""
