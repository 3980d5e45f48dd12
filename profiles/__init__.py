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
- `sessions`: the sessions that lie on disk: stored keys, the AWS CLI's role cache.
- `shell`: what an AWS tool started from this shell would use.
- `endpoints`: where STS is called.
- `links`: the addresses of the console's switch-role page and of Google's sign-in.

Files and changes.

- `paths`: where every file lies.
- `targets`: a new target, and why an answer cannot be taken.
- `editor`: changes to the text of an AWS file that leave every other byte alone.
- `writing`: the one writer: a lock, and a file replaced whole or not at all.
- `foreign_files`: a text that somebody else wrote, read; an export, written into a new file.
- `files`: load everything, save a session, add a target.
- `settings`: the application's own settings and private state.
"""
